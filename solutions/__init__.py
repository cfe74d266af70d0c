"""The reference code: a folder for each chapter, a module for each section."""
