#include "openvfa/image/error.h"

#include <gtest/gtest.h>

namespace openvfa {
namespace {

TEST(Explain, JoinsNestedSentencesOutermostFirst) {
  try {
    try {
      try {
        throw std::runtime_error("disk on fire");
      } catch (...) {
        std::throw_with_nested(ReadError("a.dcm cannot be read"));
      }
    } catch (...) {
      std::throw_with_nested(InputError("the study is incomplete"));
    }
  } catch (const Error& error) {
    EXPECT_EQ(Explain(error), "the study is incomplete: a.dcm cannot be read: disk on fire");
  }
}

TEST(Explain, SurvivesForeignExceptions) {
  try {
    try {
      throw 7;
    } catch (...) {
      std::throw_with_nested(ReadError("a.dcm cannot be read"));
    }
  } catch (const Error& error) {
    EXPECT_EQ(Explain(error), "a.dcm cannot be read: unknown failure");
  }
  EXPECT_EQ(Explain(WriteError("plain")), "plain");
}

}  // namespace
}  // namespace openvfa
