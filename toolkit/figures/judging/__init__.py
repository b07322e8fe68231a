"""One indicator in one month as bare numbers: rolled up over units, its rate, its light with units missing or not."""
