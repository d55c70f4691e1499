#!/usr/bin/env node
import '@tandem-det/cli/main';
