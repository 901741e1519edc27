from kompetenslyft.project.cli import main

main()
