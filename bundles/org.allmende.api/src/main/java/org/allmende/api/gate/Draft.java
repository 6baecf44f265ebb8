/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.gate;

import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.member.Viewer;

/**
 * What somebody is about to publish.
 *
 * @param author who publishes; their locale is the language of reasons
 * @param topic empty for a new topic
 * @param title empty for a reply
 * @param editing the post that is changed by it
 */
public record Draft(
        Viewer author, Ref space, Optional<Ref> topic, Optional<String> title, String body, Optional<Ref> editing) {}
