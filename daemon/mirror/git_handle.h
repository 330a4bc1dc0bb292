#pragma once
// libgit2's resources, freed when they go.

#include <git2.h>

#include <memory>

namespace shiptally::mirror {

template <class T, void (*Free)(T*)>
struct Freed {
  void operator()(T* resource) const { Free(resource); }
};
template <class T, void (*Free)(T*)>
using Handle = std::unique_ptr<T, Freed<T, Free>>;

}  // namespace shiptally::mirror
