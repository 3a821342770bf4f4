import ConfigChecker

await CheckerService.main()
