package org.letterlock.desktop.device;

/** What people read their mail with. */
public enum Program {
    IPHONE("iphone", "iPhone", Help.PROFILE),
    ANDROID("android", "Android", Help.CODE),
    THUNDERBIRD("thunderbird", "Thunderbird", Help.FIELDS),
    OUTLOOK("outlook", "Outlook", Help.FIELDS),
    APPLE_MAIL("apple-mail", "Mac", Help.PROFILE),
    OTHER("other", "", Help.FIELDS);

    /** What spares typing. */
    public enum Help {
        /** A file that the device takes as a whole. */
        PROFILE,
        /** A code that the program reads by its camera. */
        CODE,
        /** Nothing: fields are copied. */
        FIELDS
    }

    private final String word;
    private final String usualName;
    private final Help help;

    Program(String word, String usualName, Help help) {
        this.word = word;
        this.usualName = usualName;
        this.help = help;
    }

    /** Its word in the texts. */
    public String word() {
        return word;
    }

    /** What a device with it may be called; empty where nobody can guess. */
    public String usualName() {
        return usualName;
    }

    /** What spares typing with it. */
    public Help help() {
        return help;
    }
}
