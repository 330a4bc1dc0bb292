#pragma once
// What a failed statement means for the sender.

#include <SQLiteCpp/Exception.h>

#include "schema/base/result.h"

namespace shiptally::store {

/// Trouble with the disk or a lock, and a damaged database, is Code::unavailable (the same may work later: a
/// sender keeps its facts), a broken rule of the schema Code::invalid, the rest (wrong SQL) Code::internal.
Error to_error(const SQLite::Exception& failure);

/// Whether the progress handler ended the statement.
bool is_interrupted(const SQLite::Exception& failure);

/// Whether the failure lies in the storage, so that trying the same rows again now would fail as well.
bool is_storage_trouble(const SQLite::Exception& failure);

/// Whether the database is not sound.
bool is_damage(const SQLite::Exception& failure);

/// Whether fsync itself failed.  The kernel may have dropped the pages it could not write, so nothing written
/// through this connection can be trusted any more.
bool is_failed_sync(const SQLite::Exception& failure);

}  // namespace shiptally::store
