// Grades three heights that somebody else measured.
#include <openvfa/scoring/genant.h>

#include <iostream>

int main() {
  const openvfa::GenantGrade grade =
      openvfa::GradeHeights({.anterior = 21, .middle = 26, .posterior = 28}, /*hp_reference=*/28);
  std::cout << openvfa::DeformityName(grade.type) << " grade " << grade.grade << '\n';
}
