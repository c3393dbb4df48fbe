/** What the libraries log, as lines on standard error: warnings in one line each, or everything of kvswarm if asked. */
package io.kvswarm.cli.log;
