"""Writers of whole datasets in other formats."""
