"""What `aftercall doctor` looks at: each module one thing, each check a few findings that say how to mend."""
