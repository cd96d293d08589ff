"""What is collected from each class of node, and the table of these handlers that a collector is handed."""
