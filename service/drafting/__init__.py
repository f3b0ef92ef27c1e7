"""Pure steps from a masked transcript to a proposal: extraction, prompting, reading, grounding."""
