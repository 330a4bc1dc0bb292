#include "daemon/net/access.h"

#include <gmock/gmock.h>

#include "daemon/net/secret.h"

namespace shiptally::net {
namespace {

using testing::HasSubstr;

AccessRules rules(bool loopback_read) {
  const auto token = [](const char* name, Scopes scopes) {
    return Token{name, sha256(std::string("st_") + name), scopes};
  };
  const TokenTable table({token("reader", {.read = true}), token("sender", {.ingest = true}),
                          token("boss", {.admin = true}), token("auditor", {.audit = true}),
                          token("none", {})});
  return {table.snapshot(), loopback_read};
}

HttpRequest with(const char* authorization) {
  HttpRequest request;
  request.peer = "192.0.2.1";
  if (*authorization != '\0') request.headers.emplace_back("authorization", authorization);
  return request;
}

HttpRequest from_loopback(Fields headers) {
  HttpRequest request;
  request.peer = "127.0.0.1";
  request.loopback = true;
  request.headers = std::move(headers);
  return request;
}

HttpRequest from_unix(bool control) {
  HttpRequest request;
  request.peer = "unix";
  request.loopback = true;
  request.control = control;
  return request;
}

/// What came out, in one character: the first letter of the principal, "-" for nobody needed, 1 for 401,
/// 3 for 403.
char outcome(const HttpRequest& request, Access access, const AccessRules& given) {
  const auto granted = authorise(request, access, given);
  if (granted) return granted->empty() ? '-' : granted->front();
  return granted.error().code == Code::unauthorised ? '1'
         : granted.error().code == Code::forbidden  ? '3'
                                                    : '?';
}

TEST(Authorise, EveryAccessByEveryCredential) {
  struct Case {
    const char* name;
    HttpRequest request;
    const char* closed;    ///< outcomes for open, read, ingest, admin, audit, signature
    const char* loopback;  ///< the same with loopback_read
  };
  const Case cases[] = {
      {"nothing", with(""), "-1111-", "-1111-"},
      {"reader", with("Bearer st_reader"), "-r333-", "-r333-"},
      {"sender", with("Bearer st_sender"), "-3s33-", "-3s33-"},
      {"admin implies all but audit", with("Bearer st_boss"), "-bbb3-", "-bbb3-"},
      {"auditor", with("Bearer st_auditor"), "-333a-", "-333a-"},
      {"token without scope", with("Bearer st_none"), "-3333-", "-3333-"},
      {"unknown token", with("Bearer st_readers"), "-1111-", "-1111-"},
      {"empty token", with("Bearer "), "-1111-", "-1111-"},
      {"no scheme", with("st_reader"), "-1111-", "-1111-"},
      {"another scheme", with("Digest st_reader"), "-1111-", "-1111-"},
      {"scheme in any case", with("bEARER  st_reader"), "-r333-", "-r333-"},
      {"basic, any user", with("Basic Z3JhZmFuYTpzdF9yZWFkZXI="), "-r333-", "-r333-"},
      {"basic, token as user", with("Basic c3RfcmVhZGVyOg=="), "-1111-", "-1111-"},
      {"basic, no base64", with("Basic ???"), "-1111-", "-1111-"},
      {"loopback", from_loopback({{"host", "localhost:8255"}}), "-1111-", "-l111-"},
      {"loopback by address", from_loopback({{"host", "127.0.0.1:8255"}}), "-1111-", "-l111-"},
      {"loopback by IPv6", from_loopback({{"host", "[::1]:8255"}}), "-1111-", "-l111-"},
      {"proxy on this host", from_loopback({{"x-forwarded-for", "192.0.2.9"}}), "-1111-", "-1111-"},
      {"rebound name", from_loopback({{"host", "evil.example:8255"}}), "-1111-", "-1111-"},
      {"rebound name that begins well", from_loopback({{"host", "127.0.0.1.evil.example"}}), "-1111-",
       "-1111-"},
      {"bad token from loopback", from_loopback({{"authorization", "Bearer x"}}), "-1111-", "-1111-"},
      {"unix, our own", from_unix(true), "-uuu1-", "-uuu1-"},
      {"unix, another user", from_unix(false), "-1111-", "-l111-"},
  };
  const Access accesses[] = {Access::open,  Access::read,  Access::ingest,
                             Access::admin, Access::audit, Access::signature};
  for (const Case& c : cases) {
    std::string closed, loopback;
    for (const Access access : accesses) {
      closed += outcome(c.request, access, rules(false));
      loopback += outcome(c.request, access, rules(true));
    }
    EXPECT_EQ(closed, c.closed) << c.name;
    EXPECT_EQ(loopback, c.loopback) << c.name;
  }
}

TEST(Authorise, NamesTheMissingScopeAndNeverTheToken) {
  const auto refused = authorise(with("Bearer st_reader"), Access::ingest, rules(false));
  EXPECT_EQ(refused.error().message, "token \"reader\" lacks the scope ingest");
  const auto unknown = authorise(with("Bearer st_wrong"), Access::ingest, rules(false));
  EXPECT_THAT(unknown.error().message, testing::Not(HasSubstr("st_wrong")));
}

TEST(Authorise, WithoutATableNobodyIsKnown) {
  EXPECT_EQ(outcome(with("Bearer st_reader"), Access::read, {}), '1');
}

TEST(TokenTable, ReplacesWhileSnapshotsStay) {
  TokenTable table({{"old", sha256("st_old"), {.read = true}}});
  const TokenTable::Snapshot before = table.snapshot();
  table.replace({});
  EXPECT_EQ(before->size(), 1U);
  EXPECT_TRUE(table.snapshot()->empty());
}

TEST(Scopes, AreReadAndWritten) {
  struct Case {
    const char *list, *error;
  };
  const Case good[] = {{"read", ""}, {"ingest,read", ""}, {"admin,audit", ""}};
  EXPECT_EQ(format_scopes(parse_scopes(good[1].list).value()), "read,ingest");
  EXPECT_EQ(format_scopes(parse_scopes(good[2].list).value()), "admin,audit");
  const Case bad[] = {
      {"", "\"\" is not"}, {"read,", "\"\" is not"}, {"write", "\"write\" is not"}, {"read,read", "twice"}};
  for (const Case& c : bad) EXPECT_THAT(parse_scopes(c.list).error().message, HasSubstr(c.error)) << c.list;
}

}  // namespace
}  // namespace shiptally::net
