"""The base of prices, economics and tariffs: columns, cells, addresses, reader."""
