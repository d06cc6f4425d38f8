"""Whether bars are complete and consistent."""
