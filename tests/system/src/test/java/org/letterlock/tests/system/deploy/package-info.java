/** Deployments onto a real server that is thrown away: Debian with systemd and sshd in namespaces of this machine. */
@NullMarked
package org.letterlock.tests.system.deploy;

import org.jspecify.annotations.NullMarked;
