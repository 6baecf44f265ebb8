/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.allmende.web.message.Answer;
import org.allmende.web.message.Compression;
import org.allmende.web.message.Incoming;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one servlet of the suite: carries requests to the {@link Dispatcher} and its answers back. Stays registered as long
 * as the suite runs, because the whiteboard counts nobody in; what comes and goes is leased behind it.
 *
 * <p>The framework property {@code allmende.context} names the servlet context that it serves in, in a server that has others.
 */
@Component(service = {})
public final class DispatcherServlet extends HttpServlet {

    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(DispatcherServlet.class);

    private final transient Dispatcher dispatcher;
    private final transient LiveEvents live;
    private final transient Compression compression = new Compression();

    private final transient ServiceRegistration<Servlet> registration;

    @Activate
    public DispatcherServlet(@Reference Dispatcher dispatcher, @Reference LiveEvents live, BundleContext context) {
        this.dispatcher = dispatcher;
        this.live = live;
        this.registration =
                context.registerService(Servlet.class, this, place(context.getProperty("allmende.context")));
    }

    /** Its place on the whiteboard. */
    private static Dictionary<String, Object> place(String context) {
        Hashtable<String, Object> place = new Hashtable<>();
        place.put("osgi.http.whiteboard.servlet.name", "allmende");
        place.put("osgi.http.whiteboard.servlet.pattern", "/*");
        place.put("osgi.http.whiteboard.servlet.asyncSupported", true);
        if (context != null && !context.isBlank()) {
            place.put(
                    "osgi.http.whiteboard.context.select",
                    "(osgi.http.whiteboard.context.name=" + context.strip() + ")");
        }
        return place;
    }

    @Deactivate
    void deactivate() {
        registration.unregister();
        compression.close();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Incoming in = incoming(request);
        try {
            if (live.isMeant(in)) {
                Optional<Answer> refused = dispatcher.refused(in).or(() -> live.refused(in));
                if (refused.isEmpty()) {
                    live.begin(
                            in, request, response, () -> dispatcher.refused(in).isEmpty());
                    return;
                }
                write(refused.get(), in, response);
                return;
            }
            write(dispatcher.answer(in), in, response);
        } catch (EOFException e) {
            LOG.debug("Who asked for {} is gone: {}", in.rawPath(), e.toString());
        } finally {
            Thread.interrupted(); // a drain may have interrupted the handler; the thread is not the handler's
        }
    }

    private void write(Answer answer, Incoming in, HttpServletResponse response) throws IOException {
        response.setStatus(answer.status());
        answer.headers().forEach(header -> response.addHeader(header.name(), header.value()));
        boolean head = in.method().equals("HEAD");
        if (answer.content() instanceof Answer.Content.File file) {
            response.setContentType(file.type());
            response.setContentLengthLong(Files.size(file.path()));
            if (!head) {
                Files.copy(file.path(), response.getOutputStream());
            }
            return;
        }
        byte[] bytes = answer.bytes();
        if (answer.content() instanceof Answer.Content.Nothing) {
            if (answer.status() != 204 && answer.status() != 304) {
                response.setContentLength(0);
            }
            return;
        }
        response.setContentType(answer.type());
        if (Compression.isWorthwhile(answer.type(), bytes.length)) {
            response.addHeader("Vary", "Accept-Encoding");
            if (takesGzip(in)) {
                response.setHeader("Content-Encoding", "gzip");
                bytes = answer.content() instanceof Answer.Content.Packed packed
                        ? packed.gzipped()
                        : compression.gzip(bytes);
            }
        }
        response.setContentLength(bytes.length);
        if (!head) {
            response.getOutputStream().write(bytes);
        }
    }

    private static boolean takesGzip(Incoming in) {
        String accepted = in.header("accept-encoding").orElse("");
        return accepted.contains("gzip") && !accepted.contains("gzip;q=0");
    }

    private static Incoming incoming(HttpServletRequest request) {
        Map<String, List<String>> headers = new TreeMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), any -> new ArrayList<>(1))
                    .addAll(Collections.list(request.getHeaders(name)));
        }
        String query = request.getQueryString();
        return new Incoming(
                request.getMethod(),
                request.getRequestURI(),
                query == null ? "" : query,
                headers,
                request::getInputStream,
                request.getContentLengthLong(),
                request.getRemoteAddr(),
                Optional.ofNullable(request.getRemoteUser()));
    }
}
