#include "daemon/normalise/route_name.h"

#include <gtest/gtest.h>

namespace shiptally::normalise {
namespace {

const struct {
  std::string_view sent, name;
} kCases[] = {
    {"", ""},
    {"/", "/"},
    {"/chat", "/chat"},
    {"  /chat ", "/chat"},
    {"summarise ticket", "summarise ticket"},
    // What stays: words, versions, names of models.
    {"/v1/chat/completions", "/v1/chat/completions"},
    {"/api/2.0/serving-endpoints", "/api/2.0/serving-endpoints"},
    {"/models/claude-3-5-sonnet-20241022/invoke", "/models/claude-3-5-sonnet-20241022/invoke"},
    {"/models/claude-3-5-sonnet@20240620", "/models/claude-3-5-sonnet@20240620"},
    {"/models/gpt-4o-mini-2024-07-18", "/models/gpt-4o-mini-2024-07-18"},
    {"/model/anthropic.claude-3-haiku-20240307-v1:0/converse",
     "/model/anthropic.claude-3-haiku-20240307-v1:0/converse"},
    {"/v1beta/models/gemini-1.5-pro:generateContent", "/v1beta/models/gemini-1.5-pro:generateContent"},
    {"claude3sonnet20240229", "claude3sonnet20240229"},
    {"POST /orders", "POST /orders"},
    {"/facade/decade", "/facade/decade"},
    {"/internationalisation-settings", "/internationalisation-settings"},
    {"/orders/{order_id}/items", "/orders/{order_id}/items"},
    {"/orders/:id", "/orders/:id"},
    // Query and fragment.
    {"/search?q=a&page=2", "/search"},
    {"/search#top", "/search"},
    {"?only=query", ""},
    // What differs from call to call.
    {"/orders/4711", "/orders/{id}"},
    {"/orders/4711/items/7", "/orders/{id}/items/{id}"},
    {"4711", "{id}"},
    {"/days/2026-11-27", "/days/{id}"},
    {"/t/550e8400-e29b-41d4-a716-446655440000/run", "/t/{id}/run"},
    {"/t/550E8400-E29B-41D4-A716-446655440000", "/t/{id}"},
    {"/objects/507f1f77bcf86cd799439011", "/objects/{id}"},
    {"/commits/e83c5163316f89bfbde7d9ab23ca2e25604af290", "/commits/{id}"},
    {"/u/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/u/{id}"},
    {"/u/01arz3ndektsv4rrffq69g5fav", "/u/{id}"},
    {"/users/ada@example.com/chat", "/users/{id}/chat"},
    {"/s/dQw4w9WgXcQ7mZ2kLp0a", "/s/{id}"},
    {"/s/SGVsbG8gV29ybGQ1MjM0NQ==", "/s/{id}"},
    {"/batches/msgbatch_01HkcTjaV5uDC8jWR4ZsDV8d/results", "/batches/msgbatch_{id}/results"},
    {"/threads/thread_abc123DEF456ghi789/runs", "/threads/thread_{id}/runs"},
    {"/c/chatcmpl-9bK3mP0xYz81QwErT7uV", "/c/chatcmpl-{id}"},
};

TEST(RouteName, TakesOutWhatDiffersFromCallToCall) {
  for (const auto& c : kCases) {
    EXPECT_EQ(route_name(c.sent), c.name) << c.sent;
    EXPECT_EQ(route_name(c.name), c.name) << "a second time";
  }
}

}  // namespace
}  // namespace shiptally::normalise
