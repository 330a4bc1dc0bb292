#include "daemon/demo/cast.h"

namespace shiptally::demo {
namespace {

enum : std::size_t { kSonnet, kHaiku, kMini, kFlash, kStable };

constexpr ModelCast kModels[] = {
    {"anthropic", "claude-sonnet-4-5-20250929", "anthropic", "claude-sonnet-4-5", 850, 16, true, true},
    {"anthropic", "claude-haiku-4-5-20251001", "anthropic", "claude-haiku-4-5", 420, 7, true, true},
    {"openai", "gpt-5-mini-2025-08-07", "openai", "gpt-5-mini", 600, 8, true, false},
    {"gemini", "models/gemini-2.5-flash", "google", "gemini-2.5-flash", 450, 5, false, false},
    {"vllm", "stabilityai/stablelm-2-12b-chat", "self-hosted", "stablelm-2-12b-chat", 130, 14, false, false},
};

constexpr ServiceCast kServices[] = {
    {"assistant",
     "conversation",
     "demo/conversation",
     "services/assistant/",
     {"/chat", "/chat/regenerate"},
     34,
     {{{kSonnet, 70}, {kHaiku, 30}}},
     1800,
     6000,
     420,
     0,
     true,
     5},
    {"search-answers",
     "knowledge",
     "demo/search-answers",
     "",
     {"/answer", "/suggest"},
     24,
     {{{kMini, 80}, {kFlash, 20}}},
     3200,
     900,
     260,
     0,
     true,
     4},
    {"code-review",
     "platform",
     "demo/code-review",
     "",
     {"/review", "/explain"},
     10,
     {{{kSonnet, 100}, {kSonnet, 0}}},
     5200,
     9000,
     900,
     0,
     false,
     3},
    {"ticket-triage",
     "conversation",
     "demo/conversation",
     "services/ticket-triage/",
     {"/classify", "/route"},
     16,
     {{{kHaiku, 55}, {kMini, 45}}},
     900,
     0,
     90,
     0,
     false,
     3},
    {"document-summary",
     "knowledge",
     "demo/document-summary",
     "",
     {"/summary", "/outline"},
     8,
     {{{kFlash, 60}, {kHaiku, 40}}},
     14000,
     0,
     600,
     45,
     false,
     2},
    {"moderation",
     "platform",
     "demo/moderation",
     "",
     {"/check", "/check/image-text"},
     8,
     {{{kStable, 100}, {kStable, 0}}},
     350,
     0,
     24,
     0,
     false,
     1},
};

constexpr std::string_view kPeople[] = {"amira", "bo", "chen", "dana", "emil", "farah"};

constexpr int kHours[24] = {12, 9,  7,  6,  8,  13, 24, 41, 62, 73, 76, 72,
                            61, 68, 75, 77, 71, 62, 50, 40, 33, 27, 20, 13};
constexpr int kWeekdays[7] = {420, 1180, 1260, 1250, 1220, 1090, 480};

}  // namespace

std::span<const ModelCast> models() { return kModels; }
std::span<const ServiceCast> services() { return kServices; }
std::span<const std::string_view> people() { return kPeople; }
int hour_weight(int hour) { return kHours[hour]; }
int weekday_weight(int weekday) { return kWeekdays[weekday]; }

}  // namespace shiptally::demo
