"""Publishing: what CLEAN holds, written from Arrow tables; and single documents read back."""
