import PolicyRegistry

await RegistryService.main()
