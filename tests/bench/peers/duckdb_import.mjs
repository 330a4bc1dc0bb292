// node duckdb_import.mjs FILE DATABASE: DuckDB's read_json of an NDJSON file into a table of a new database, with two
// threads.  Prints how many rows it has.  SHIPTALLY_BENCH_NPM is where tests/bench/run put the packages.
import { createRequire } from 'node:module';

const [file, database] = process.argv.slice(2);
const { DuckDBInstance } = createRequire(`${process.env.SHIPTALLY_BENCH_NPM}/package.json`)('@duckdb/node-api');

const instance = await DuckDBInstance.create(database, { threads: '2' });
const connection = await instance.connect();
await connection.run(`CREATE TABLE t AS SELECT * FROM read_json('${file}', format = 'newline_delimited')`);
const answer = await connection.runAndReadAll('SELECT count(*) FROM t');
console.log(String(answer.getRows()[0][0]));
connection.closeSync();
instance.closeSync();
