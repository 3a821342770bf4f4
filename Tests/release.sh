# How tests and programs are built together, for those who source this at the top of the repository: optimised as what is shipped,
# in a folder of its own (Shared/decisions/0019-tests-run-optimised.md).
built="$PWD/.build-tests"
release=(-c release --scratch-path "$built" -Xswiftc -enable-testing -debug-info-format none)
export TESTING=1
