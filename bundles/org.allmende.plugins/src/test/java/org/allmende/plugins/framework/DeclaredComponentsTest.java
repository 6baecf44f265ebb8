/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.framework;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.allmende.api.health.HealthCheck;
import org.allmende.api.member.PersonalData;
import org.allmende.api.web.Route;
import org.allmende.plugins.swap.Part;
import org.allmende.plugins.told.Note;
import org.junit.jupiter.api.Test;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.util.promise.Promises;

class DeclaredComponentsTest {

    private final List<String> disabled = new ArrayList<>();
    private final List<ComponentDescriptionDTO> described = List.of(
            component("pages", Route.class),
            component("check", HealthCheck.class),
            component("data", Runnable.class, PersonalData.class),
            component("inner", Runnable.class));
    private final ServiceComponentRuntime runtime = (ServiceComponentRuntime) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {ServiceComponentRuntime.class}, (proxy, method, arguments) -> {
                switch (method.getName()) {
                    case "getComponentDescriptionDTOs":
                        return described;
                    case "getComponentConfigurationDTOs":
                        ComponentConfigurationDTO failed = new ComponentConfigurationDTO();
                        failed.state = ComponentConfigurationDTO.FAILED_ACTIVATION;
                        failed.failure = "java.lang.reflect.InvocationTargetException\n\tat a.B.c(B.java:1)\n"
                                + "Caused by: java.lang.IllegalStateException: my own mistake\n\t... 9 more\n";
                        return List.of(failed);
                    case "isComponentEnabled":
                        return !disabled.contains(((ComponentDescriptionDTO) arguments[0]).name);
                    case "disableComponent":
                        disabled.add(((ComponentDescriptionDTO) arguments[0]).name);
                        return Promises.resolved(null);
                    default:
                        throw new AssertionError(method);
                }
            });
    private final DeclaredComponents components = new DeclaredComponents(runtime);

    private static ComponentDescriptionDTO component(String name, Class<?>... offered) {
        ComponentDescriptionDTO component = new ComponentDescriptionDTO();
        component.name = name;
        component.defaultEnabled = true;
        component.serviceInterfaces =
                List.of(offered).stream().map(Class::getName).toArray(String[]::new);
        return component;
    }

    /** Health hides nothing, and what members may know about themselves is their right. */
    @Test
    void neitherChecksNorPersonalDataGoOffAlsoIfTheyAreNamed() {
        components.disable(List.of(), Set.of("pages", "check", "data"));
        assertThat(disabled).containsExactly("pages");
    }

    @Test
    void onlyWhatOthersSeeAndMayDoWithoutIsOfferedToBeSwitched() {
        components.disable(List.of(), Set.of("pages"));
        assertThat(components.of(List.of())).containsExactly(new Part("pages", List.of("Route"), false));
    }

    @Test
    void whatAConstructorThrewIsTold() {
        Note note = components.missing(List.of()).orElseThrow();
        assertThat(note.arguments()).containsEntry("error", "java.lang.IllegalStateException: my own mistake");
    }
}
