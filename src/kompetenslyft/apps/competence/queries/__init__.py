"""Reading assessments, talks, plans and what belongs to them."""
