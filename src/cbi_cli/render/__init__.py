"""Results to text: pages for people, documents for programs."""
