"""What the results of both indices share: pages, group figures, marks of constants."""
