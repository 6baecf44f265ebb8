/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What an administrator may set. */
@ObjectClassDefinition(
        name = "%search.title",
        description = "%search.description",
        localization = "OSGI-INF/l10n/settings")
@interface Settings {

    /** Milliseconds between two commits; what a crash loses is indexed again from the log. */
    @AttributeDefinition(name = "%commit", description = "%commit.description", min = "50", max = "60000")
    int commit() default 1000;

    /** Milliseconds that a view of the index lasts while there is something newer. */
    @AttributeDefinition(name = "%refresh", description = "%refresh.description", min = "0", max = "10000")
    int refresh() default 50;

    /** Megabytes of memory for what is not yet written to disk. */
    @AttributeDefinition(name = "%buffer", description = "%buffer.description", min = "4", max = "1024")
    int buffer() default 16;

    /** The language of posts of which nobody can tell; takes effect for posts indexed from then on. */
    @AttributeDefinition(name = "%language", description = "%language.description")
    String language() default "en";
}
