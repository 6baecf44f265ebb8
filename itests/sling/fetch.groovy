/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */

// Has Maven fetch Sling CMS: its feature file, what that names, and the launcher. Writes target/sling.properties, which says
// where they are. Nothing is copied: all of it is run from Maven's local repository.

import groovy.json.JsonSlurper
import org.eclipse.aether.RepositorySystem
import org.eclipse.aether.artifact.DefaultArtifact
import org.eclipse.aether.collection.CollectRequest
import org.eclipse.aether.graph.Dependency
import org.eclipse.aether.resolution.ArtifactRequest
import org.eclipse.aether.resolution.DependencyRequest

def maven = session.container.lookup(RepositorySystem)
def aether = session.repositorySession
def repositories = project.remoteProjectRepositories

// Alone, without their POMs: some name parents that were never published.
def fetched = { ids ->
    maven.resolveArtifacts(aether, ids.collect { new ArtifactRequest(new DefaultArtifact(it), repositories, null) })*.artifact*.file
}

def version = project.properties
def feature = fetched(["org.apache.sling:org.apache.sling.cms.feature:slingosgifeature:slingcms-standalone:${version['sling.cms.version']}" as String])[0]
def read = new JsonSlurper().parse(feature, 'UTF-8')
def framework = read['execution-environment:JSON|false'].framework.id
fetched(read.bundles*.id + framework)

def launcher = new Dependency(new DefaultArtifact("org.apache.sling:org.apache.sling.feature.launcher:${version['sling.launcher.version']}"), 'runtime')
def classPath = maven.resolveDependencies(aether, new DependencyRequest(new CollectRequest(launcher, repositories), null))
        .artifactResults*.artifact*.file

def found = new Properties()
found['feature'] = feature.path
found['framework'] = framework.split(':').last()
found['launcher'] = classPath.join(File.pathSeparator)
found['repository'] = aether.localRepository.basedir.path
new File(project.build.directory).mkdirs()
new File(project.build.directory, 'sling.properties').withOutputStream { found.store(it, null) }
