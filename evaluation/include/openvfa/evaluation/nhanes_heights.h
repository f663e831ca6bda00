// Vertebral heights of NHANES 2013-14 (CDC/NCHS, public domain): DXA lateral spine scans of adults of 40
// years and more, read with Optasia's software, fractures confirmed by H. Genant.
#ifndef OPENVFA_EVALUATION_NHANES_HEIGHTS_H_
#define OPENVFA_EVALUATION_NHANES_HEIGHTS_H_

#include <filesystem>
#include <string>
#include <vector>

#include "openvfa/morphometry/norms_builder.h"

namespace openvfa {

struct NhanesHeights {
  // Of the vertebrae whose invalidity code is 0, with three heights and a grade. Heights are in pixels of an
  // unstated size: only their ratios mean anything. Fractures at levels without such heights are there too,
  // with `measured` false.
  std::vector<HeightRow> rows;
  std::string data_date;              // of the newest file, YYYY-MM-DD, as its header says; may be empty
  std::vector<std::string> left_out;  // sentences: files that are missing, and what was done without
};

// Reads, from `folder` (names in either case):
//   DEMO_H.XPT                          SEQN, RIAGENDR (1 male, 2 female)
//   DXXT4_H.XPT ... DXXL4_H.XPT         SEQN, DXX<level>CC (invalidity, 0 valid), DXXSQSCR (Genant grade),
//                                       DXXPOSTH, DXXANTEH, DXXMIDH
//   DXXVFA_H.XPT, where it is there     SEQN, DXX<level>FX: the confirmed grades, instead of DXXSQSCR
// joined by SEQN. A person missing from DEMO_H has an unknown sex. Throws ReadError where DEMO_H or every
// level's file is missing, a file is damaged or lacks one of these variables, or gives a person twice.
NhanesHeights ReadNhanesHeights(const std::filesystem::path& folder);

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_NHANES_HEIGHTS_H_
