"""The language server: findings, hovers and explanations in any editor that speaks the protocol."""
