/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns.view;

import java.util.List;

/** A campaign as its makers see it. */
public record CampaignView(
        String id,
        String address,
        String kind,
        String title,
        String stage,
        String tone,
        String when,
        List<String> audience,
        boolean editable,
        boolean startable,
        boolean pausable,
        boolean stoppable,
        boolean resumes,
        boolean announcement) {}
