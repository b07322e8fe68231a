"""What people say beside a finished month: opinions of lead units, lights that the office decided."""
