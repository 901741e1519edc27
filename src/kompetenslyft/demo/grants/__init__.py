"""The grant years 2013–2016 of the demo: the published numbers of claims, made-up amounts, activities and reports."""
