"""The rules of assessed competence: marks, appraisal talks, profiles, gaps and plans."""
