"""Staff files as HR systems write them: CSV, workbooks and PAXml, each read into headings and rows of raw text."""
