/tmp/wt/copies 3.11.7 (main, May  9 2026, 07:35:25) [GCC 12.2.0]
