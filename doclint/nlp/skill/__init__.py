"""What the clinician did, and the evidence of response and limitation."""
