/**
 * Many entries at once, in and out: files of a directory or of a JDK module, lines of JSON.
 *
 * <pre>
 * EntrySource -&gt; SourceStream ==bytes==&gt; EntryReader -&gt; the node
 * the node -&gt; EntryRecord ==bytes==&gt; TargetStream -&gt; EntryTarget
 * </pre>
 *
 * <p>In between entries are plain bytes, because the node may run in another process. One thread at a time; blocks.
 *
 * <p>Always true: a target shows either everything or nothing; no more than one entry is held in memory.
 */
package io.kvswarm.cli.bulk;
