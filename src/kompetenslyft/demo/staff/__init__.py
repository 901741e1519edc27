"""The demo's staff: Stockholm's districts with units, people, assessments, talks and plans. Nobody in it exists."""
