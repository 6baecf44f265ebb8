/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import java.util.Optional;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.search.Search;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Search as other features use it. While the index can't be read it finds nothing: nobody's page should fail for it. */
@Component(service = Search.class)
public final class FoundPosts implements Search {

    private static final Logger LOG = LoggerFactory.getLogger(FoundPosts.class);

    private final Finder finder;

    @Activate
    public FoundPosts(@Reference Finder finder) {
        this.finder = finder;
    }

    @Override
    public Found find(Query query) {
        int limit = Math.clamp(query.limit(), 1, 1000);
        try {
            Finder.Answer answer = finder.find(
                    new Finder.Question(query.text(), query.viewer(), Optional.empty(), limit, 0, false, false));
            return new Found(
                    answer.total(),
                    answer.hits().stream()
                            .map(hit -> new Hit(
                                    hit.post(),
                                    hit.topic(),
                                    Marks.plain(hit.title()),
                                    Marks.plain(hit.snippet()),
                                    hit.score()))
                            .toList());
        } catch (ProblemException e) {
            LOG.warn("Search answered nothing: {}", e.problem().detail());
            return new Found(0, java.util.List.of());
        }
    }
}
