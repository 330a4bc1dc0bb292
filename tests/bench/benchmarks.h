#pragma once
// The benchmarks by name; main.cc holds the table.  Each prints its own lines.

namespace shiptally::bench {

void bench_ingest_1000();  ///< NDJSON over HTTP, 1,000 rows a body
void bench_ingest_4000();  ///< 4,000 rows a body; also memory and bytes on disk
void bench_single();       ///< one row a request, 64 connections
void bench_decode();       ///< from a body to a batch ready for the store, without either
void bench_store_1000();   ///< FactBatch to commit without HTTP, 1,000 rows of 198 series a batch
void bench_store_4000();   ///< 4,000 rows of 6 series
void bench_import();       ///< a file, against DuckDB; also memory
void bench_queries();
void bench_metrics();       ///< a scrape beside prometheus-cpp's serialiser
void bench_dora();          ///< delivery figures of 1 M deployments, 100 k incidents
void bench_dora_commits();  ///< of 10 k deployments over 1 M commits
void bench_binary_size();

}  // namespace shiptally::bench
