"""What people look at after grading, and what a submission may show in it."""
