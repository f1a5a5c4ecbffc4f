"""`contenthub webhook …`: other programs are told what happens, and what came of telling them."""
