"""The second hand: scenes with exact truth, composed without the generator's camera, light, surfaces or defects."""
