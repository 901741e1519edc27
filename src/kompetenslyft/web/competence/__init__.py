"""Pages of assessments, talks, plans and needs."""
