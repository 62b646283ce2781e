package org.letterlock.desktop.health;

/** The sections of a server's home, in their order. */
public enum Section {
    OVERVIEW("overview"),
    MAILBOXES("mailboxes"),
    DOMAINS("domains"),
    DELIVERY("delivery"),
    UPDATES("updates"),
    SECURITY("security"),
    SETTINGS("settings");

    private final String word;

    Section(String word) {
        this.word = word;
    }

    /** Under which its name is. */
    public String word() {
        return word;
    }
}
