package org.letterlock.protocol;

import java.util.Locale;

/**
 * What can be found out about a computer, and what an installation leaves to be seen to, in English. An app has the sentences of other languages under the {@link #code}, and shows those that came with a finding
 * for a code that it does not know.
 */
public enum FindingKind {
    SYSTEM_FINE("system", Finding.FINE, "The server runs {system}.", ""),
    SYSTEM_OLD(
            "system",
            Finding.STOP,
            "The server runs {system}, which is too old for Letterlock.",
            "Have your hoster install Debian 12 or Ubuntu 22.04, or one that is newer."),
    SYSTEM_UNKNOWN(
            "system",
            Finding.LOOK,
            "The server runs {system}, on which nobody has tried Letterlock.",
            "It may work. Debian from 12 and Ubuntu from 22.04 are known to."),
    PROCESSOR_UNKNOWN(
            "system",
            Finding.STOP,
            "There is no Letterlock for the server's kind of processor ({processor}).",
            "Rent a server with an x86-64 or arm64 processor."),
    SYSTEMD_ABSENT(
            "system",
            Finding.STOP,
            "The server does not run on systemd, which Letterlock needs to start by itself.",
            "Have your hoster install an ordinary Debian or Ubuntu."),
    ROOT_ABSENT(
            "system",
            Finding.STOP,
            "You are not root on the server, so nothing can be installed.",
            "Sign in as root, or as somebody who may use sudo."),
    LETTERLOCK_FOUND(
            "system", Finding.LOOK, "Letterlock is on this server already.", "Nothing of it is changed by looking."),
    MEMORY_FINE("memory", Finding.FINE, "The server has {size:octets} of memory.", ""),
    MEMORY_SMALL(
            "memory",
            Finding.LOOK,
            "The server has {size:octets} of memory, which is little.",
            "It is enough for a person or two. With 1 GB or more there is room for a family."),
    MEMORY_TOO_SMALL(
            "memory",
            Finding.STOP,
            "The server has {size:octets} of memory, which is not enough.",
            "Choose a server with 1 GB of memory or more."),
    DISK_FINE("disk", Finding.FINE, "{free:octets} of {size:octets} are free on the disk.", ""),
    DISK_SMALL(
            "disk",
            Finding.LOOK,
            "Only {free:octets} of {size:octets} are free on the disk.",
            "It is enough to begin. Some years of mail need 10 GB and more."),
    DISK_FULL(
            "disk",
            Finding.STOP,
            "Only {free:octets} of {size:octets} are free on the disk, which is not enough.",
            "Make room, or choose a server with a larger disk."),
    CLOCK_FINE("clock", Finding.FINE, "The clock is right, and is kept so.", ""),
    CLOCK_ALONE(
            "clock",
            Finding.LOOK,
            "Nothing keeps the clock right.",
            "Switch that on with the command: timedatectl set-ntp true"),
    CLOCK_WRONG(
            "clock",
            Finding.STOP,
            "The server's clock and that of your computer are {minutes} minutes apart.",
            "Look which of them is wrong. The server's is set right by the command: timedatectl set-ntp true"),
    PORTS_FINE("ports", Finding.FINE, "The ports that mail needs are free.", ""),
    PORTS_TAKEN(
            "ports",
            Finding.STOP,
            "The program {program} uses what mail needs (port {ports}).",
            "Remove it if nobody needs it, or take another server for your mail."),
    MAIL_SERVER_FOUND(
            "ports",
            Finding.STOP,
            "Another mail server, {program}, runs here (port {ports}).",
            "Remove it if nobody uses it. If somebody does, take another server for Letterlock."),
    WEB_SERVER_FOUND(
            "ports",
            Finding.LOOK,
            "{program} serves the web here (port {ports}).",
            "It may stay. Letterlock leaves these ports to it."),
    FIREWALL_NONE("firewall", Finding.FINE, "No firewall of the server is in the way.", ""),
    FIREWALL_OPEN("firewall", Finding.FINE, "The firewall {firewall} lets mail through.", ""),
    FIREWALL_CLOSED(
            "firewall",
            Finding.LOOK,
            "The firewall {firewall} does not let mail in (port {ports}).",
            "Open these ports with the command: ufw allow {ports}/tcp"),
    FIREWALL_UNKNOWN(
            "firewall",
            Finding.LOOK,
            "A firewall is on ({firewall}), and nobody can tell from outside of its rules whether mail gets through.",
            "See to it that it lets ports {ports} in."),
    ADDRESS_FINE("address", Finding.FINE, "The server is reached at {addresses}.", ""),
    ADDRESS_PRIVATE(
            "address",
            Finding.LOOK,
            "The server itself knows only the address {addresses}, which is private.",
            "Some hosters pass on what comes to a public address. See to it that ports {ports} are among it."),
    ADDRESS_NONE(
            "address",
            Finding.STOP,
            "The server has no address that others could reach.",
            "Ask your hoster for a public IPv4 address."),
    IPV4_NONE(
            "address",
            Finding.LOOK,
            "The server has no IPv4 address.",
            "Many mail servers speak nothing else. Add an IPv4 address at your hoster's."),
    IPV6_NONE("address", Finding.FINE, "The server has no IPv6 address; mail works without.", ""),
    OUTBOUND_FINE("outbound", Finding.FINE, "Other mail servers can be reached (port 25).", ""),
    OUTBOUND_BLOCKED(
            "outbound",
            Finding.STOP,
            "Your hoster blocks outgoing mail (port 25).",
            "Ask them to open it. If they do not, your mail can leave over a relay, or you take another hoster."),
    OUTBOUND_UNKNOWN(
            "outbound",
            Finding.LOOK,
            "The names of other mail servers could not be looked up, so it was not tried whether mail gets out.",
            "See to it that the server can ask the DNS, and check again."),
    REVERSE_FINE("reverse", Finding.FINE, "The address {address} has the reverse name {name}.", ""),
    REVERSE_NONE(
            "reverse",
            Finding.LOOK,
            "The address {address} has no reverse name, and many servers refuse mail from such.",
            "Set the reverse name (PTR) in your hoster's console to the name of your mail server."),
    REVERSE_ASTRAY(
            "reverse",
            Finding.LOOK,
            "The address {address} has the reverse name {name}, which does not lead back to it.",
            "Set the reverse name (PTR) in your hoster's console to the name of your mail server."),
    REVERSE_UNKNOWN(
            "reverse",
            Finding.LOOK,
            "Nobody could tell the reverse name of the address {address}.",
            "Check again in a while."),
    BLOCKLIST_FINE("blocklist", Finding.FINE, "The address {address} is not on the blocklist {list}.", ""),
    BLOCKLIST_LISTED(
            "blocklist",
            Finding.STOP,
            "The address {address} is on the blocklist {list}, so many servers refuse its mail.",
            "Ask your hoster for another address, or follow the list's page to be taken off."),
    BLOCKLIST_SILENT(
            "blocklist",
            Finding.LOOK,
            "The blocklist {list} does not answer this server.",
            "That says nothing about the address {address}. Such lists answer no resolver that many people share."),
    RELEASE_LEFT(
            "release",
            Finding.LOOK,
            "An old release of Letterlock could not be removed. It lies in {folder}.",
            "It takes room and does nothing else. Whoever looks after the server can remove it.");

    private final String check;
    private final String level;
    private final String sentence;
    private final String remedy;

    FindingKind(String check, String level, String sentence, String remedy) {
        this.check = check;
        this.level = level;
        this.sentence = sentence;
        this.remedy = remedy;
    }

    /** What is looked at. */
    public String check() {
        return check;
    }

    /** As {@link Finding#level} has it. */
    public String level() {
        return level;
    }

    /** What is, with places for values. */
    public String sentence() {
        return sentence;
    }

    /** What to do, with places for values; empty where there is nothing to do. */
    public String remedy() {
        return remedy;
    }

    /** As {@link Finding#code} has it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
