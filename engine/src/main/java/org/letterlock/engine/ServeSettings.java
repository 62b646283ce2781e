package org.letterlock.engine;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.letterlock.engine.dns.Routes;
import org.letterlock.engine.mail.DomainName;

/**
 * What the command line says about one run. Everything that lasts is in the directory instead.
 *
 * @param data the data folder
 * @param hostname the name that it greets with; empty to take the directory's
 * @param listen where each service listens; port 0 takes a free one
 * @param portsFile where to write the addresses once it is ready
 * @param routes domains that are delivered to a fixed host and port instead of their MX hosts
 * @param resolvers whom to ask in the DNS; none for those of the system
 * @param trustAnchors whose signatures prove what the DNS says, as DS records in the form of zone files; empty for the root zone's
 * @param innerWebhooks whether webhooks may be in this network, or on this machine
 */
record ServeSettings(
        Path data,
        Optional<DomainName> hostname,
        Map<Service, List<InetSocketAddress>> listen,
        Optional<Path> portsFile,
        Map<DomainName, Routes.Hop> routes,
        List<InetSocketAddress> resolvers,
        Optional<String> trustAnchors,
        boolean innerWebhooks) {}
