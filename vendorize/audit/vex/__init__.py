"""Say what an audit found in the formats of VEX, which scanners read: what is there, and why it does not matter."""
