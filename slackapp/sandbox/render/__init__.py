"""Block Kit as HTML: small functions from a block to escaped markup."""
